"""What a question asks for, of whom and when."""
