"""`python -m askbrief` is `askbrief`."""

from askbrief.cli import main

main()
