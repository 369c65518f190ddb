"""The island's pieces, run by Node: what is never green, what is one scan, and the library that reads our codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from ouvreuse.booking.rules.ticket_code import TicketCode, write
from ouvreuse.kernel import ids
from ouvreuse.ui.documents.qr import qr_png

SCAN = Path(__file__).resolve().parent.parent / "scan"
LIBRARY = SCAN.parents[3] / "node_modules" / "jsqr" / "dist" / "jsQR.js"
pytestmark = pytest.mark.unit


def node(script: str, *arguments: str) -> object:
    """What a module script prints, read as JSON."""
    program = Path(sys.executable).with_name("node")
    command = [str(program), "--no-warnings", "--input-type=module", "--eval", script, "--", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=SCAN, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


ASK = """
import { ask } from "%s";
const cases = JSON.parse(process.argv.at(-1));
const heard = [];
for (const [status, body] of cases) {
  globalThis.fetch = async (_url, options) => {
    if (options.redirect !== "error" || options.headers.Accept !== "application/json") throw new Error("asked wrongly");
    if (status === 0) throw new TypeError("network");
    return new Response(body, { status });
  };
  const told = await ask("/x", new URLSearchParams());
  heard.push(told.kind === "answer" ? told.state : told.kind);
}
console.log(JSON.stringify(heard));
"""


def answer(state: object, **changes: object) -> str:
    return json.dumps({"state": state, "say": "x", "html": "<p>x</p>", **changes})


def test_only_a_committed_answer_is_green() -> None:
    cases = [
        (200, answer("good"), "good"),
        (409, answer("bad"), "bad"),
        (200, answer("note"), "note"),
        (409, answer("good"), "none"),
        (500, answer("good"), "none"),
        (200, answer("GOOD"), "none"),
        (200, answer(1), "none"),
        (200, answer("good", html=None), "none"),
        (200, "<html>good</html>", "none"),
        (200, "", "none"),
        (200, "null", "none"),
        (200, '"good"', "none"),
        (502, "bad gateway", "none"),
        (0, "", "none"),
        (403, answer("good"), "signed-out"),
        (401, "", "signed-out"),
    ]
    heard = node(ASK % (SCAN / "asking.ts").as_uri(), json.dumps([case[:2] for case in cases]))
    assert heard == [case[2] for case in cases]


REPEATS = """
import { Repeats } from "%s";
const repeats = new Repeats();
console.log(JSON.stringify(JSON.parse(process.argv.at(-1)).map(([code, at]) => repeats.isNew(code, at))));
"""


def test_a_code_held_before_the_camera_is_one_scan() -> None:
    seen = [("a", 1000), ("a", 2000), ("a", 4900), ("a", 7800), ("a", 10801), ("b", 10900), ("a", 11000)]
    script = REPEATS % (SCAN / "repeats.ts").as_uri()
    assert node(script, json.dumps(seen)) == [True, False, False, False, True, True, True]


READ = """
import { readFileSync } from "node:fs";
import jsqr from "%s";
const jsQR = jsqr.default ?? jsqr;
const [width, height] = process.argv.slice(-2).map(Number);
const data = new Uint8ClampedArray(readFileSync(process.argv.at(-3)));
console.log(JSON.stringify(jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? null));
"""


@pytest.mark.parametrize(("size", "blur", "turn"), [(640, 0, 0), (400, 1, 12), (300, 0, 90)])
def test_the_library_reads_our_tickets(tmp_path: Path, size: int, blur: int, turn: int) -> None:
    """Where the browser has no detector of its own: a real ticket's code, small, blurred and turned."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    text = write(TicketCode(ids.uuid7(), 70000, 300, 1_800_000_000, 3), secret=Ed25519PrivateKey.generate())
    picture = Image.open(io.BytesIO(qr_png(text))).convert("RGBA").resize((size * 3 // 4, size * 3 // 4))
    scene = Image.new("RGBA", (size, size), "white")
    scene.paste(picture, (size // 8, size // 8))
    scene = scene.rotate(turn, fillcolor="white").filter(ImageFilter.GaussianBlur(blur))
    raw = tmp_path / "frame.rgba"
    raw.write_bytes(scene.tobytes())
    assert node(READ % LIBRARY.as_uri(), str(raw), str(size), str(size)) == text
