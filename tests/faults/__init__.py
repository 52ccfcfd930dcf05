"""What may break, broken on purpose: `make faults` kills, fills, locks and silences whatever the site stands on (docs/faults.md).

Each fault runs in a process of its own (`one`), on its own data and its own servers (`living_site`, tests/instances), under the eyes of
people who read, write, sign up and give (`people`); then what must hold is compared. Each is run a second time without one defence
(`defences`), and must be found out.
"""
