"""What the suppliers overseas have raised, and what was said under orders and notices."""

from decimal import Decimal

from portal.desk.demo import papers, pictures
from portal.desk.demo.matter import Matter, Paper, Remark, Step
from portal.desk.demo.telling import Teller

WEIGHTS = papers.csv(
    ("coil", "mill kg", "our scale kg"), ("S3-20981", "10240", "10290"), ("S3-20982", "10180", "10310"),
    ("S3-20983", "10260", "10340"), ("S3-20984", "10190", "10270"), ("S3-20985", "10250", "10300"), ("S3-20986", "10230", "10290"),
)  # fmt: skip
LICENCE = (
    "To: Kantor Bea Cukai Tanjung Perak",
    "Goods: welding wire G3Si1, contact tips CuCrZr",
    "Container: NKLU 441770 2",
    "HS codes: 7229.20, 8515.90",
)


def tell(t: Teller) -> list[Matter]:
    """The matters of Elbtal and Seorim."""
    when, ago = t.when, t.calendar.ago
    return [
        Matter(
            "ELBTAL", "jonas", when(-3, 15, 20), "documents", "Customs asks for your import licence, container on hold",
            "The broker wrote this morning: red lane, and they ask for the importer's licence with the new HS code 8515.90. Only you can provide it. Demurrage starts on day 7.",
            effect="USD 180 a day from Monday; your wire stock lasts about ten days, Anna says.", wish="The licence to the broker, copy to us.",
            severity="urgent", deal="customs", notice=True, owner="anna", team="Purchasing", named=("jonas", "lena"),
            papers=(Paper("NKLU4417702.jpg", pictures.container),),
            steps=[
                Step("acknowledge", "anna", when(-3, 16, 5), "Seen. I have the licence from our import desk tomorrow."),
                Step("say", "anna", when(-2, 14, 40), "Our licence lists 8515.90 since March. I have sent it to the broker, copy attached. Please ask them to confirm that nothing else is missing.",
                     (Paper("Import licence letter.pdf", lambda: papers.pdf("Import licence, covering letter", LICENCE)),)),
                Step("start", "anna", when(-2, 14, 45)),
                Step("note", "anna", when(-1, 15, 10), "Rizky, can you go to the customs office in person? The broker answers only when somebody stands there. If this takes past Friday we must borrow wire from Karya."),
                Step("note", "rizky", ago(260), "Tadi pagi ke sana. Pemeriksaan fisik besok pukul 10, kalau cocok SPPB keluar sorenya."),
                Step("say", "lena", ago(140), "The broker confirmed: physical inspection tomorrow at 10:00, then release. I keep you posted here."),
            ],
        ),
        Matter(
            "ELBTAL", "anna", when(-30, 10, 30), "damaged", "Six spools with tangled wire",
            "Six spools of lot 23-114 tangle after a third of the spool; the robot cell stops each time. Photos of the winding and the lot card went to Lena.",
            effect="About 40 minutes of lost time a shift.", wish="Credit or replacement, and what changed in the winding.", severity="normal",
            owner="anna", team="Quality", named=("jonas", "lena"), quantity=Decimal("6"),
            steps=[
                Step("say", "jonas", when(-29, 15, 10), "Sorry for that. We see the same in our test cell with lots 23-112 to 115: the brake of winder 3 was set too low. Please set the lots aside."),
                Step("start", "jonas", when(-28, 15, 0)),
                Step("say", "lena", when(-22, 16, 0), "Twelve spools travel with the next container, free of charge. Winder 3 has a new brake and every 50th spool is unwound to the core now."),
                Step("resolve", "jonas", when(-9, 15, 30), "Credit note 4471 is out, and no further case since the new brake."),
            ],
        ),
        Matter(
            "SEORIM", "minji", when(-3, 8, 40), "documents", "Invoice weight: 61.35 t by the mill, 61.8 t on your scale",
            "Your receipt says 61.8 t, our mill certificates add up to 61.35 t. We invoiced 61.35 t. Please confirm which weight counts, so that finance can close it.",
            severity="normal", deal="over", line=1, quantity=Decimal("0.45"), owner="bagus", team="Quality", named=("minji", "seoyun"),
            papers=(Paper("weights.csv", lambda: WEIGHTS),),
            steps=[
                Step("acknowledge", "bagus", when(-3, 10, 30), "I compare the two lists and come back to you."),
                Step("say", "bagus", when(-2, 9, 20), "Our scale was calibrated in September, but it weighs the coil with its packing. 75 kg each, six coils: that is the difference."),
                Step("resolve", "bagus", when(-1, 11, 0), "The mill weight counts: 61.35 t. Nothing to correct on your invoice."),
            ],
        ),
        Matter(
            "SEORIM", "taeyang", when(-20, 9, 50), "other_problem", "You moved the coils, but who pays the port storage?",
            "On your wish the cold-rolled coils sailed a week later. Storage in Pohang for six days is USD 1,140. The contract does not say who carries it.",
            severity="normal", deal="company-moved", line=1, owner="anna", team="Purchasing", named=("minji", "taeyang"),
            steps=[
                Step("acknowledge", "anna", when(-20, 15, 0)),
                Step("note", "mega", when(-18, 9, 30), "Our crane, our cost. Pay it and write it into the contract at renewal: free up to three days, then ours."),
                Step("say", "anna", when(-18, 15, 20), "We asked for the move, so we carry it. Please add it to the invoice as a separate line."),
                Step("resolve", "anna", when(-17, 14, 0), "Agreed and written down for the renewal: the side that moves the day carries storage after three days."),
                Step("confirm", "minji", when(-16, 8, 30), "Thank you, this is fair."),
            ],
            handling="good", handling_note="A clear rule instead of a discussion each time.",
        ),
        Matter(
            "SEORIM", "minji", ago(125), "late_or_missing", "Missed feeder in Busan: do you need a part of it earlier?",
            "The galvanised coils wait in Busan for the next feeder. If it helps we can move two of six coils by a faster line, USD 640 extra. We need your word today, the cut-off is at 17:00 in Busan.",
            severity="high", deal="storm", line=1, quantity=Decimal("20"), owner="anna", team="Purchasing",
        ),
    ]  # fmt: skip


def remarks(t: Teller) -> list[Remark]:
    """What is said under orders and notices."""
    when, ago = t.when, t.calendar.ago
    return [
        Remark("frames", "rina", when(-8, 8, 2), "Bagian kedua bulat Ø 25 menyusul, hari ini kami pastikan truknya."),
        Remark("frames", "dewi", when(-1, 8, 10), "Thank you. Please name the truck and a day for the beams; the crane is booked for Thursday."),
        Remark("frames", "dewi", when(-1, 8, 15), "If the beams slip again I move the crane to the coil yard and we lose Saturday.", "internal"),
        Remark("coil", "dewi", when(-2, 9, 25), "Rina, the plate of line 2 may come with the coil if that saves a truck."),
        Remark("anchors", "dewi", when(-4, 9, 10), "Pak Budi, anchors were promised last week. Which day can we tell the site?"),
        Remark("anchors", "dewi", when(-2, 10, 0), "No answer since. I have asked Niaga for a price on 800 pieces, in case.", "internal"),
        Remark("primer", "clara", when(-3, 16, 0), "On the road, four pallets. The driver has the safety data sheets."),
        Remark("primer", "rizky", ago(400), "Sudah masuk lengkap, terima kasih. Palet kembali dengan truk yang sama."),
        Remark("makassar", "surya", ago(205), "Kapal KM Bahari berangkat sehari setelahnya, ruang untuk empat kontainer sudah kami tahan sampai sore ini."),
        Remark("rolled", "jonas", when(-1, 15, 35), "The line rolled us again. The torches are packed and stand at the terminal."),
        Remark("company-moved", "minji", when(-6, 9, 0), "Departed on time, see the notice.", on_notice=True),
        Remark("ladders", "bagus", ago(92), "Pak Hendra, fondasi tangki belum dicor. Empat hari cukup, bagian yang sudah jadi boleh disimpan di Manyar."),
        Remark("hdg-frames", "bagus", when(-2, 8, 50), "Pak Irfan, hari mana rangka bisa keluar dari bak? Dua janji sudah lewat."),
    ]  # fmt: skip
