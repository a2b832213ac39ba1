"""``python -m groupctl``: the command line."""

from groupctl.cli import main

if __name__ == "__main__":
    main()
