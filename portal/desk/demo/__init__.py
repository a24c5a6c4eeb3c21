"""A working company to look at: PT Cahaya Baja Nusantara, its partners and eighteen months of trade.

Everything here is data, told relative to the instant it is filled at, and the same for the same day:
chance comes from one seeded generator, and only what is minutes or hours old depends on the hour.
"""
