"""Affairs told in several languages, for the third stage of `training.stance`."""
