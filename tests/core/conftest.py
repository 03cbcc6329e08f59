"""What is collected where."""

import shutil

collect_ignore = [] if shutil.which("java") else ["test_spark.py"]
