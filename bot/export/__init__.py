"""A request as something to take away: a Word document, a page, our full record, the Bio-Bridge form's keys."""
