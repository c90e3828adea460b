"""What a language model may write: shorter, clearer or in another language, and never a fact more."""
