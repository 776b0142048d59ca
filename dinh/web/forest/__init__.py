"""The forest desk: alerts by urgency, the map, the day's patrol, the month's table of forest change."""
