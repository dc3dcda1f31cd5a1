// A cron in words. What it cannot say well, it says in the expression's own.

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December"];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const isNumber = (text) => /^\d+$/.test(text);
const twoDigits = (number) => `${number}`.padStart(2, "0");
const stepOf = (field) => /^\*\/(\d+)$/.exec(field)?.[1];

function listed(words) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function ordinal(number) {
  const ending = number % 100 > 10 && number % 100 < 14 ? "th"
    : { 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th";
  return `${number}${ending}`;
}

// One of `names`, by its number, of which the first is 1, or by its first three letters.
function named(text, names) {
  if (isNumber(text)) return names[Number(text) - 1] ?? text;
  return names.find((name) => name.slice(0, 3).toUpperCase() === text.toUpperCase()) ?? text;
}

// The parts of a list, each by `word`; ranges as "a to b".
function parts(field, word) {
  return listed(field.split(",").map((part) => {
    const range = /^([^-/]+)-([^-/]+)$/.exec(part);
    return range ? `${word(range[1])} to ${word(range[2])}` : word(part);
  }));
}

function hoursRange(hour) {
  const range = /^(\d+)-(\d+)$/.exec(hour);
  if (range) return `from ${twoDigits(range[1])}:00 to ${twoDigits(range[2])}:59 UTC`;
  return `in hour ${parts(hour, (text) => text)} UTC`;
}

function timeWords(minute, hour) {
  const everyMinutes = stepOf(minute);
  const everyHours = stepOf(hour);
  if (isNumber(minute) && hour.split(",").every(isNumber)) {
    const times = hour.split(",").map((h) => `${twoDigits(h)}:${twoDigits(minute)}`);
    return `at ${listed(times)} UTC`;
  }
  const every = minute === "*" || everyMinutes === "1" ? "every minute"
    : everyMinutes ? `every ${everyMinutes} minutes` : "";
  if (every !== "" && (hour === "*" || everyHours === "1")) return every;
  if (every !== "" && everyHours) return `${every} of every ${ordinal(Number(everyHours))} hour`;
  if (every !== "") return `${every} ${hoursRange(hour)}`;
  if (minute === "0" && hour === "*") return "every hour";
  if (minute === "0" && everyHours) return `every ${everyHours} hours`;
  const minutes = `at minute ${parts(minute, (text) => text)}`;
  if (hour === "*") return `${minutes} of every hour`;
  if (everyHours) return `${minutes} of every ${ordinal(Number(everyHours))} hour`;
  return `${minutes}, ${hoursRange(hour)}`;
}

function monthDayWords(field) {
  if (field === "L") return "on the last day of the month";
  if (field === "LW") return "on the last weekday of the month";
  const before = /^L-(\d+)$/.exec(field);
  if (before) return `${before[1]} days before the last of the month`;
  const nearest = /^(\d+)W$/.exec(field);
  if (nearest) return `on the weekday nearest to the ${ordinal(Number(nearest[1]))}`;
  const step = stepOf(field);
  if (step) return `every ${step} days of the month`;
  return `on the ${parts(field, (day) => isNumber(day) ? ordinal(Number(day)) : day)} of the month`;
}

function weekDayWords(field) {
  if (field === "L") return "on Saturday";
  const last = /^(\w+)L$/.exec(field);
  if (last) return `on the last ${named(last[1], DAYS)} of the month`;
  const nth = /^(\w+)#(\d)$/.exec(field);
  if (nth) return `on the ${ordinal(Number(nth[2]))} ${named(nth[1], DAYS)} of the month`;
  return `on ${parts(field, (day) => named(day, DAYS))}`;
}

/** "Every 5 minutes", "At 09:00 UTC on Monday to Friday" */
export function cronInWords(expression) {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5) return expression;
  const [minute, hour, monthDay, month, weekDay] = fields;
  const words = [timeWords(minute, hour)];
  const days = [];
  if (monthDay !== "*") days.push(monthDayWords(monthDay));
  if (weekDay !== "*") days.push(weekDayWords(weekDay));
  if (days.length > 0) words.push(days.join(" or "));
  else if (words[0].startsWith("at ") && words[0].endsWith("UTC") && month === "*") {
    words.push("every day");
  }
  if (month !== "*") words.push(`in ${parts(month, (one) => named(one, MONTHS))}`);
  const text = words.join(" ");
  return text[0].toUpperCase() + text.slice(1);
}
