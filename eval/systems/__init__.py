"""Other systems behind one protocol, so that the same questions and the same scorers judge all of them in one run."""
