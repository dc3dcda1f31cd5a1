"use strict";

const dayjs = require("dayjs");
const utc = require("dayjs/plugin/utc");
const relativeTime = require("dayjs/plugin/relativeTime");
const { inspect } = require("node:util");

dayjs.extend(utc);
dayjs.extend(relativeTime);

exports.format = function format(path) {
  const day = dayjs.utc("2024-02-29T12:00:00Z");
  return inspect({ path, day: day.add(1, "year").format("dddd YYYY-MM-DD"), ago: day.from(day.add(3, "day")) });
};
