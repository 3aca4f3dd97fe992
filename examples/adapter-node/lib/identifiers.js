/** X-Road's identifiers: instance/class/code, with a subsystem behind it, with a service behind that. */

const PART = "[A-Za-z0-9'()+,\\-.=?]{1,64}";
const SUBSYSTEM = new RegExp(`^${PART}(?:/${PART}){3}$`);
const SERVICE = new RegExp(`^${PART}(?:/${PART}){4}$`);

export const isSubsystem = (text) => typeof text === 'string' && SUBSYSTEM.test(text);
export const isService = (text) => typeof text === 'string' && SERVICE.test(text);

/** `VN/GOV/H29` of `VN/GOV/H29/motcua`. */
export const memberOf = (subsystem) => subsystem.split('/').slice(0, 3).join('/');

/** `VN/GOV/G17/xaydung` of `VN/GOV/G17/xaydung/traCuuGiayPhep`. */
export const providerOf = (service) => service.slice(0, service.lastIndexOf('/'));

/** `traCuuGiayPhep` of the same. */
export const codeOf = (service) => service.slice(service.lastIndexOf('/') + 1);
