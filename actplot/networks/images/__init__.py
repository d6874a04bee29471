"""Images in classes: sets that are drawn, and files in the formats that have a reader."""
