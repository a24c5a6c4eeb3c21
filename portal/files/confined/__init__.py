"""Programs that touch untrusted bytes. They run by path in a process of their own, with little
memory and time and without the portal's environment, and import nothing of the portal."""
