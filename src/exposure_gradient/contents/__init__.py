"""Which pages this publication has, what each depends on, and their table of contents."""
