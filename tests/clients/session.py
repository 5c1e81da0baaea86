"""A session of Python's imaplib: session.py PORT implicit|starttls CERTIFICATE USER PASSWORD"""

import imaplib
import ssl
import sys

port, tls, certificate, user, password = sys.argv[1:]


def client():
    context = ssl.create_default_context(cafile=certificate)
    if tls == "implicit":
        return imaplib.IMAP4_SSL("localhost", int(port), ssl_context=context)
    plain = imaplib.IMAP4("localhost", int(port))
    ok(plain.starttls(context))
    return plain


def ok(answer):
    status, data = answer
    assert status == "OK", answer
    return data


def equal(found, wanted):
    assert found == wanted, f"{found!r} is not {wanted!r}"


MESSAGE = b"From: Ann <ann@example.com>\r\nSubject: By Python\r\n\r\nHello.\r\n"

one = client()
ok(one.login(user, password))
names = [line.rsplit(b' "/" ')[-1] for line in ok(one.list())]
assert b"INBOX" in names and b"Archive/2020" in names and b"Entw&APw-rfe" in names, names
equal(ok(one.select("INBOX")), [b"14"])
equal(ok(one.search(None, "ALL")), [b" ".join(b"%d" % number for number in range(1, 15))])
equal(ok(one.uid("SEARCH", "HEADER", "Subject", "lunch")), [b"484 485 486"])
sizes = ok(one.fetch("1:14", "(UID RFC822.SIZE)"))
equal(len(sizes), 14)
equal(sizes[0], b"1 (UID 483 RFC822.SIZE 70988)")
(_, whole), _ = ok(one.fetch("1", "(BODY.PEEK[])"))
equal(len(whole), 70988)

# Flags, and a second client who hears of them.
two = client()
ok(two.login_cram_md5(user, password))
equal(ok(two.select("INBOX")), [b"14"])
equal(ok(one.store("2", "+FLAGS", r"(\Flagged $Python)")), [rb"2 (FLAGS (\Answered \Flagged \Seen $Python))"])
ok(two.noop())
equal(two.response("FETCH")[1], [rb"2 (FLAGS (\Answered \Flagged \Seen $Python))"])

# A new message, to one who idles.
two.send(b"I1 IDLE\r\n")
assert two.readline().startswith(b"+ ")
ok(one.append("INBOX", r"(\Seen)", imaplib.Time2Internaldate(1619106545), MESSAGE))
equal(two.readline(), b"* 15 EXISTS\r\n")
two.send(b"DONE\r\n")
while not (line := two.readline()).startswith(b"I1 "):
    pass
equal(line.split()[1], b"OK")
ok(one.noop())
(_, message), _ = ok(one.fetch("15", "(BODY.PEEK[])"))
equal(message, MESSAGE)

# Copy, move, and the numbers that follow.
ok(one.copy("15", "Archive"))
ok(one.uid("MOVE", "484", "Trash"))
equal(one.response("EXPUNGE")[1], [b"2"])
equal(ok(one.status("Archive", "(MESSAGES)")), [b"Archive (MESSAGES 1)"])
equal(ok(one.uid("SEARCH", "UID", "484")), [b""])
ok(one.store("14", "+FLAGS.SILENT", r"\Deleted"))
equal(ok(one.expunge()), [b"14"])
ok(two.noop())
equal(two.response("EXPUNGE")[1], [b"2", b"14"])
equal(ok(two.select("INBOX")), [b"13"])

# Mailboxes.
ok(one.create("Python/below"))
ok(one.rename("Python", "Snake"))
ok(one.delete("Snake/below"))
equal(one.delete("Snake/below")[0], "NO")
ok(one.close())
for each in one, two:
    equal(each.logout()[0], "BYE")
print("done")
