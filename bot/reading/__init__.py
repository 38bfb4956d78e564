"""Reading: from files to threads and whose words they hold. Knows no store; long work goes to a process of its own."""
