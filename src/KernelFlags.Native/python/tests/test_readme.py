"""The examples of the README: each is run, and prints what stands below it."""

import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"
EXAMPLE = re.compile(r"```python\n(.*?)```\n\nprints\n\n```text\n(.*?)```\n", re.DOTALL)


class Examples(unittest.TestCase):
    """With KFLAGS_ACCEPT=1, what an example prints is written below it."""

    def test_examples_print_what_the_readme_says(self) -> None:
        text = README.read_text(encoding="utf-8")
        examples = EXAMPLE.findall(text)
        self.assertEqual(len(examples), 2)
        for program, output in examples:
            ran = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
            printed = re.sub(" +$", "", ran.stdout, flags=re.MULTILINE)
            if os.environ.get("KFLAGS_ACCEPT") == "1":
                block = f"{program}```\n\nprints\n\n```text\n"
                text = text.replace(f"{block}{output}", f"{block}{printed}")
                README.write_text(text, encoding="utf-8")
            else:
                self.assertEqual(printed, output)


if __name__ == "__main__":
    unittest.main()
