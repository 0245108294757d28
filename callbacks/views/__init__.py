"""From a board to plain views: which figures a panel shows and where each of them leads. No words, no components."""
