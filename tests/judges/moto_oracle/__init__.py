"""Runs machines in moto's interpreter and compares what happened: see ../oracle.py."""
