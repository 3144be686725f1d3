"""From what was checked to the file that leaves; nothing is embedded that was not checked."""
