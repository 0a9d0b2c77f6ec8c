"""What the program measures of itself on the computer it runs on."""
