// The islands of the public site: each page asks for those it shows, and works without them.
if (document.querySelector("seat-map")) await import("../ui/islands/seat-map.ts");
if (document.querySelector("hold-clock")) await import("./checkout/hold-clock.ts");
if (document.querySelector("bank-wait")) await import("./checkout/bank-wait.ts");

export {};
