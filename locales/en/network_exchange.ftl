# Networks: from server to server.
network-chosen = The file
network-chosen-hint = choose the file as you got it, or paste what it holds below
network-inbox-title = Inbox
network-inbox-lead = From other organisations' servers. The signature holds. Nothing counts before somebody here has said yes.
network-inbox-overtaken = The document could not be taken in any more
network-what-joining = Answer to the invitation
network-what-members = List of members
network-what-statement = Results
network-what-withdrawal = Withdrawal
network-what-leaving = Leaving
network-came = Came { $date } at { $time }.
network-inbox-statement = Results of { $period }. Once taken in, they stand in the comparison.
network-asked-names-yes = They may be shown to the others by name.
network-asked-names-no = They do not want to be shown to the others by name.
network-inbox-list = { $n ->
    [one] The list has one member.
   *[other] The list has { $n } members.
}
network-inbox-list-own = You are on it.
network-inbox-list-without = You are not on it.
network-list-comes = Coming:
network-list-goes = Going:
network-signed-with = Signed with the key that has the fingerprint
network-refuse = Refuse
network-servers-title = From server to server
network-servers-lead = Write an organisation's address, and what you have approved goes there by itself: the same signed files, and nothing else. A person there says yes or no. A withdrawal holds at once.
network-own-address = Your address
network-own-address-hint = give it to the others in a way they know you by; it is no secret
network-not-opened = Whoever runs the server has not opened for sending to anybody. Files can be downloaded and sent as before. What comes from others is received.
network-address-of = Address of { $who }
network-address-save = Save the address
field-address = The address
field-error-not-https = must begin with https://
field-error-host-not-opened = is on a host that whoever runs the server has not opened for
network-sent-title = Sent
network-to = to { $who }
network-from = from { $who }
network-sent-waiting = waiting to be sent
network-sent-received = sent and received
network-sent-refused = not taken
network-sent-given-up = given up
network-sent-called-off = not sent: taken back or replaced
network-since = { $date } at { $time }
network-attempts = { $n ->
    [one] one try
   *[other] { $n } tries
}
network-next = Next try { $date } at { $time }.
network-again = Try again
network-hindrance-silent = Nobody answered at the address.
network-hindrance-not-opened = Whoever runs the server here has not opened for this host.
network-hindrance-not-known = The other side does not take it and does not say why. Is the address right? Have they taken in the newest list of members?
network-hindrance-busy = The other side has too much to do just now.
network-hindrance-strange = What answered at the address does not seem to be Lytt.
network-told-older = They have this already, or something newer.
network-told-twice = They already have results of yours for this period.
network-told-taken-back = They have noted that you took this back. It does not come in again.
network-told-other-metrics = They have an invitation with other measures or periods than you. Talk to the founder.
network-told-too-early = To them the results were made before the period was over and the last answers had come. Are the clocks of both servers right?
network-told-not-taking-part = They take no part in the network now, or are not admitted yet.
network-told-other-invitation = The answer is to another invitation than the one they sent. Ask for the invitation again.
network-earlier-title = Came before ({ $n })
network-arrived-taken = Taken in
network-arrived-refused = Refused
network-arrived-at-once = It held at once.
network-arrived-overtaken = Taken back or replaced before anybody had answered.
network-unadjusted-title = There is no adjustment for who the patients are
network-unadjusted = Differences between organisations may just as well come from this:
network-unadjusted-start = how much they are troubled when they come
network-unadjusted-who = age, circumstances, other illness, and how long it has lasted
network-unadjusted-care = who is referred here, and who is sent on
network-unadjusted-measured = when in the course the first and the last measurement are taken
network-unadjusted-missing = who has not answered
done-network-arrival = Refused. The sender is not told from here; do call.
done-network-address = The address is saved. What you have approved goes there now.
done-network-again = It is tried again now.
