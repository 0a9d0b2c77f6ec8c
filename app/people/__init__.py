"""People: who may do what, accounts and passwords, who is on duty, and the one way in which a person's act is done."""
