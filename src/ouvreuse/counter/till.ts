// The islands of the counter: each page asks for those it shows, and works without them.
if (document.querySelector("seat-map")) await import("../ui/islands/seat-map.ts");
if (document.querySelector("till-shows, till-sale, till-sold")) await import("./sell/till-keys.ts");
if (document.querySelector("till-shows")) await import("./sell/till-shows.ts");
if (document.querySelector("till-sale")) await import("./sell/till-sale.ts");
if (document.querySelector("till-count")) await import("./shift/till-count.ts");

export {};
