"""Which services an organisation uses, told from logs alone: proxy, DNS, Zeek, Suricata and firewall logs."""
