"""The console: where people of the desk see their queue and answer, server-rendered, under /desk."""
