"""Privacy policies -> promises: what a firm says it sends, to whom, to which country, and how one refuses."""
