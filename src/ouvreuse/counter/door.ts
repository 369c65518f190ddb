import { DoorScanner } from "./scan/scanner.ts";

customElements.define("door-scanner", DoorScanner);
