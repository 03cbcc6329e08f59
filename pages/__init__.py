"""One file a page. A page reads choices, asks for figures and sentences, and lays them out."""
