"""What the public asks of the association (« demandes »): the form, who is told, who answers, how long it is kept."""
