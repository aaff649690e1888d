// The main menu scrolls sideways on a phone; the page one is on should be in sight.
document.querySelector(".menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
