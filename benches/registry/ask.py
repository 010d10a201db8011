"""Asks DuckDB the question in a file, on two threads, and prints its version, answer, time and processor time."""

import json
import sys
import time

import duckdb

with open(sys.argv[1], encoding="utf-8") as file:
    question = file.read()
began, processor = time.perf_counter(), time.process_time()
connection = duckdb.connect(config={"threads": 2})
connection.execute("SET enable_progress_bar = false")
rows = connection.execute(question).fetchall()
print(json.dumps({
    "version": duckdb.__version__,
    "wall": time.perf_counter() - began,
    "processor": time.process_time() - processor,
    "rows": rows,
}))
