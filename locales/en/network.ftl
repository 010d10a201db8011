# Networks: organisations that compare.
nav-networks = Networks
networks-title = Networks
networks-lead = Organisations that want to learn from each other can lay results side by side. Only totals leave an organisation, small numbers are hidden first, and a person approves each time. Everything can be taken back.
networks-list = Your networks
networks-none = No networks yet.
network-open = Look after it
network-compare-link = See the organisations side by side
network-waiting = { $n ->
    [one] one document waits for an answer
   *[other] { $n } documents wait for an answer
}
network-standing-invited = invited
network-standing-asked = waiting to be admitted
network-standing-member = taking part
network-standing-left = no longer taking part
network-standing-ended = ended

# Files.
network-file-title = Take in a file
network-file-lead = An invitation, an answer, a list of members, results or a withdrawal from another organisation. Its signature is checked first. Nothing is shown before somebody here has said yes.
network-file = What the file holds
network-file-hint = open the file in a text program and paste all of it, from the first line to the last
network-file-do = Take it in
network-refused-title = The file was not taken in
network-refused-not-a-document = This is not a whole file of a network. Paste all of it, from "Lytt network document" down to the signature.
network-refused-altered = The signature does not fit: something was changed on the way, if only one letter. Ask for the file again.
network-refused-unknown-network = You take no part in this network. Take in the invitation first.
network-refused-not-a-member = The sender is not on the list of members you have. Ask whoever founded the network for the newest one.
network-refused-not-the-founder = Only whoever founded the network can send the list of members. Somebody else has signed this one.
network-refused-not-for-us = The answer goes to whoever founded the network, and that is not you.
network-refused-other-invitation = The answer is to another invitation than the one you sent. Send the invitation again.
network-refused-older = You have this already, or something newer.
network-refused-twice = You already have results of this organisation for this period. Each period is shared once.
network-refused-taken-back = The sender has taken this back. What is taken back does not come in again.
network-refused-other-metrics = The results are about other measures or other periods than the network agreed on. The sender has to use the same invitation as you.
network-refused-too-early = The results were made before the period was over and the last answers had come. Ask for them again later.
network-refused-own = The file is your own. It goes to the others.
network-refused-not-taking-part = You take no part in the network now. If you are invited, accept the invitation and be admitted by the founder first.
network-refused-unfit = Something is missing in the invitation, or it cuts the same patients in two ways. Ask the founder for another.

# Founding.
network-new = Found a new network
network-new-lead = You decide what is compared and why, and invite the others with a signed file.
network-new-unmeasured = No forms have been answered here yet, so there is nothing to compare.
network-name = The network's name
network-purpose-hint = what you want to learn, in plain words; everybody in the network sees it
network-metrics-hint = six at most; each scale once
network-every = Period
network-every-hint = a year gives larger numbers, and less that has to be hidden
network-every-quarter = quarter
network-every-year = year
network-names-field = Show the names of organisations that agree. Otherwise all are anonymous to each other.
network-found = Found the network
field-metrics = Measures
field-error-too-many = are too many
field-error-twice = have the same scale twice

# One network.
network-founder = Founded by
network-compared = Compared on
network-names = Names
network-names-yes = shown for organisations that agree
network-names-no = not shown
network-unit = Your unit
network-fingerprint = The key's fingerprint
network-fingerprint-hint = read it aloud over the telephone with the founder, on a number you know
network-accept-title = Will you take part?
network-accept-lead = Call the founder and hear that the fingerprint is the same. Then you know where the invitation is from. Nothing leaves you by saying yes: each period is approved on its own.
network-accepted-by-hint = the name of whoever decided it
field-accepted_by = Decided by
network-shows-name = The others may see what we are called. Then we see the names of those who agree, too.
network-heard = We have heard the fingerprint read out, and it was the same
field-sure = The confirmation
network-accept = Yes, we will take part
network-invite-title = Invite
network-invite-lead = Send the same file to everybody you would like to have in it. They call you, and you read out the fingerprint above.
network-file-invitation = Download the invitation
network-asked-title = Send the answer
network-asked-lead = Send this file to the founder, and read out your own fingerprint if they call. When you are admitted, you get a list of members back.
network-file-joining = Download the answer
network-gone-title = Tell the others
network-gone-lead = Send this file to everybody who took part. Then they remove the results you shared.
network-file-withdrawal = Download the withdrawal
network-asking-title = Want to take part
network-asking-lead = Call the organisation on a number you know, and hear that the fingerprint is the same, before you admit it.
network-accepted-line = Decided by { $by }, { $date }.
network-admit = Admit
network-turn-down = Turn down
network-members = Taking part ({ $n })
network-anonymous = Anonymous ({ $key })
network-own = You
network-founded-it = founder
network-put-out = Take out of the network
network-list-lead = Send the list to everybody whenever somebody comes or goes. Only those on it have their results shown.
network-file-members = Download the list of members
network-own-title = Your results
network-own-lead = Each period is shared once, when it is over and the last answers have come in. What you share does not change afterwards.
network-own-open = not shared
network-own-shared = shared
network-own-withdrawn = taken back
network-see = See what would be shared
network-file-statement = Download the results
network-withdraw = Take back
network-received-title = Received from others
network-received-lead = Look at the numbers before they are taken in. Only then do they stand in the comparison.
network-received-waiting = waiting for you
network-received-taken = taken in
network-take = Take in
network-drop = Delete
network-leave-own = End the network
network-leave-invited = Say no
network-leave-asked = Leave the network
network-leave-member = Leave the network
network-leave-lead-own = Everything you received is deleted at once. You get a signed file to send to the others; when they take it in, the network is over for them, too.
network-leave-lead-invited = The invitation is put away. Nothing has been sent.
network-leave-lead-asked = Everything you received is deleted at once. You get a signed file to send to the others, so that they delete what you shared. It is final: to come back you have to be invited to a new network.
network-leave-lead-member = Everything you received is deleted at once. You get a signed file to send to the others, so that they delete what you shared. It is final: to come back you have to be invited to a new network.
network-leave-sure = Yes, that is what we want

# What leaves.
network-share-title = This would be shared
network-share-lead = { $unit }, { $period }. Nothing but the numbers below leaves you: no rows, no names, no dates of anybody's treatment.
network-share-rules = A count from 1 to 4 is hidden, and so is what would give it away. Referred, started, ended and measured are given in steps of five, so that nobody can work out whether a few were missing.
network-share-frozen = The same numbers were shared in another network. They are shared unchanged, so that nobody can compare two versions.
network-share-approve = I have looked at the numbers, and they may be shared
network-share-do = Sign, and make ready to send
field-approve = The approval
network-share-not-taking-part = You take no part in the network now.
network-share-too-early = The period is not over, or its last answers may still come. It can be shared 28 days after it has ended.
network-share-done = The period is shared already, or taken back. Each period is shared once.
network-share-other-cut = Numbers about the same patients have been shared in another way: in another period, of another unit or by other measures. Two versions could give small numbers away, so this one cannot be shared.
network-share-other-rules = The rules of one of the measures are not the same here as in the invitation. Everybody has to use the same version of the form.
network-share-changed = The numbers have changed since you saw them. Look at them again.
network-back = Back to the network

# Side by side.
network-own-first = Own development comes first.
network-own-report = See { $unit } over time
network-period = Period
network-own-missing = You have not shared { $period } yourselves.
network-question = An organisation outside the limits is a question, not a verdict: are its patients others, is it measured in another way, are answers missing, or does it do something we can learn from? Better and worse are read together.
network-few = The limits rest on only { $n } organisations. Below { $few }, the difference between organisations is too uncertain to estimate well. Read the limits with care.
network-spread = Without any chance, two of three organisations would still lie from { $low } to { $high }.
network-spread-none = The organisations differ no more than chance alone makes them.
network-key-other = another organisation, with its number in the table
network-key-hollow = coverage under 60 %: not interpretable
network-key-line = all of them together
network-key-chance = limit by chance alone (99.8 %)
network-key-usual = limit with the usual difference between organisations (99.8 %)
network-by-size = The organisations stand by size, never by result.
network-too-few = { $n ->
    [0] Nobody has shared numbers for the period yet.
    [one] One organisation has shared numbers for the period.
   *[other] { $n } organisations have shared numbers for the period.
} Nothing is shown before there are { $least }: of two, each would know the other.
network-nothing = Nobody has shared results in this network yet.

funnel-own = You
funnel-other = Organisation { $number }
funnel-not-drawn = Not drawn: fewer than three organisations have a number that can be shown and interpreted.
funnel-line = All { $n } organisations that can be interpreted have { $share } together.
funnel-outside-count = { $n ->
    [0] None lies outside what is usual.
    [one] One lies outside what is usual.
   *[other] { $n } lie outside what is usual.
}
funnel-own-inside = You have { $share }, within what chance alone can give.
funnel-own-between = You have { $share }: more than chance alone, but no more than organisations usually differ.
funnel-own-outside = You have { $share }, outside the limits. That is a question to take along.
funnel-own-hollow = You have { $share }, but too few have answered for it to be interpreted.
funnel-own-hidden = Your own number is hidden: it, or one that it could give away, is too small.
funnel-hollow-count = { $n ->
    [one] One has coverage under 60 % and is drawn hollow: not interpretable.
   *[other] { $n } have coverage under 60 % and are drawn hollow: not interpretable.
}
funnel-hidden-count = { $n ->
    [one] One has a number that is hidden.
   *[other] { $n } have numbers that are hidden.
}
funnel-axis = with both measurements
funnel-hidden = hidden
funnel-hollow = not interpretable
funnel-inside = within both limits
funnel-between = more than chance, within what is usual
funnel-outside = outside the limits
funnel-at-least = at least { $share }
funnel-head-who = Organisation
funnel-head-pairs = Both measurements
funnel-head-coverage = Coverage
funnel-head-share = Share
funnel-head-bounds = Had everybody answered
funnel-head-by-chance = Chance alone gives
funnel-head-as-usual = With the usual difference
funnel-head-note = Note

done-network-founded = The network is founded. Download the invitation and send it to the others.
done-network-invited = The invitation is taken in. Read it, and call the founder before you answer.
done-network-accepted = The answer is signed. Download it and send it to the founder; if you have written the founder's address, it goes by itself.
done-network-waiting = The file is taken in and waits for somebody to say yes.
done-network-taken = Taken in.
done-network-refused = Removed.
done-network-shared = The results are signed. They go by themselves where you have written an address. Download them and send them to the others.
done-network-withdrawn = Taken back. The withdrawal goes by itself where you have written an address. Download the file and send it to the others, so that they delete theirs.
done-network-left = You are out, and what you had received is deleted. The withdrawal goes by itself where you have written an address. Send the file to the others.
done-network-done = The file is taken in and holds from now.
