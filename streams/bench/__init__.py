"""Throughput, latency and memory on this machine, beside the alternatives: `lagebild bench`.

`run` is the whole; `contenders` what is compared; the rest measures. Linux only: CPU time and memory come from /proc.
"""
