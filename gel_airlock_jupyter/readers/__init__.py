"""From objects and files to views. Libraries are recognised without importing them."""
