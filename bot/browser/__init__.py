"""What every page of ours in a browser stands on, whoever it is for: the chat's and the desk's are served alike."""
