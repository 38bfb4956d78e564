"""Mail and news: messages out of bytes, whatever held them, and the threads they make."""
