"""Documents a cinema hands out: ticket sheets as PDF, QR codes as SVG and PNG, drawn from frozen facts."""
