"""What a house's own log tells of how its work really went: times, causes of lateness, the flow, the quality index, what may be late."""
