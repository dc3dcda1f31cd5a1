import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, scrypt, timingSafeEqual }
  from "crypto";
import process from "node:process";
import { promisify } from "node:util";
import jwt from "jsonwebtoken";
import { log } from "./log.js";

const derive = promisify(scrypt);
const accounts = new Map();
let keys;

// Made by the first request that needs it.
function signingKeys() {
  if (keys !== undefined) return keys;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  keys = { privateKey: createPrivateKey(pem), publicKey: createPublicKey(pem) };
  return keys;
}

const hash = (password, salt) => derive(password + process.env.PEPPER, salt, 32, { N: 1024 });

export async function createAccount({ name, password }) {
  const salt = randomBytes(16);
  accounts.set(name, { salt, hash: await hash(password, salt) });
  log(`made an account for ${name}`);
}

/** A token, or undefined when the name or the password is wrong. */
export async function signIn({ name, password }) {
  const account = accounts.get(name);
  if (account === undefined) return undefined;
  if (!timingSafeEqual(await hash(password, account.salt), account.hash)) return undefined;
  log(`${name} signs in`);
  return jwt.sign({ name }, signingKeys().privateKey, { algorithm: "ES256", expiresIn: "1h" });
}

/** Whom a token was given to; throws when it is none of ours. */
export function whoHas(token) {
  return jwt.verify(token, signingKeys().publicKey, { algorithms: ["ES256"] }).name;
}
