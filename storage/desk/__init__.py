"""What people at the help desk keep: cases, their history, who works there. Only `storage` looks inside."""
