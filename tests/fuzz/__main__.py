"""``python -m tests.fuzz``: feed garbage to every target, guided by coverage, each in a process of its own; what breaks one is kept."""

import argparse
import subprocess
import sys
from pathlib import Path

import atheris

FOUND = Path(__file__).parent / "found"
WORK = Path("build/fuzz")


def one(name, runs):
    """Feed one target; never returns."""
    with atheris.instrument_imports(include=["groupctl"]):
        from tests.fuzz.targets import SEEDS, fed
    corpus = WORK / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
    FOUND.mkdir(exist_ok=True)
    options = [f"-runs={runs}", "-max_len=4096", "-timeout=30", "-rss_limit_mb=4096", "-verbosity=0"]
    atheris.Setup(
        [sys.argv[0], *options, f"-artifact_prefix={FOUND}/{name}-", str(corpus)],
        lambda data: fed(name, data),
    )
    atheris.Fuzz()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000, help="inputs for each target")
    parser.add_argument("--target", help="only this one")
    parser.add_argument("--here", action="store_true", help="in this process")
    options = parser.parse_args()
    if options.here:
        one(options.target, options.runs)
    from tests.fuzz.targets import TARGETS

    broken = []
    for name in [options.target] if options.target else TARGETS:
        command = [
            sys.executable,
            "-m",
            "tests.fuzz",
            "--here",
            "--target",
            name,
            "--runs",
            str(options.runs),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        sys.stdout.write(f"{name}: {'sound' if done.returncode == 0 else 'broken'}\n")
        if done.returncode:
            sys.stdout.write(done.stderr[-3000:] + done.stdout[-1000:])
            broken.append(name)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
