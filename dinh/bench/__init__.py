"""What the program reaches, beside a floor taken in the same run. `run()` of each module gives the JSON of `dinh bench NAME`."""
