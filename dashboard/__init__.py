"""The rules and the words of the supervisory dashboard; knows no browser and no database."""
