//! Calendar events of systemd (systemd.time(7)).
