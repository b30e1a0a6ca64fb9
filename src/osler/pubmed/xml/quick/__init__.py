"""The quick way through the records that look like nearly all others. Tests hold it to the slow one."""
