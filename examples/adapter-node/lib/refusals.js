/** How a message ends that is not simply answered (§6, §8). */

/** Nobody is answered: the message becomes a dead letter with this reason (checks 1 to 14). */
export class Unanswered extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** A refusal under the provider's seal (from check 15 on). */
export class Refusal extends Error {
  /**
   * @param {string} code of §8
   * @param {{where?: string, dead?: boolean}} [options] `where` the JSON pointer of what is wrong, `dead` whether the
   *   request goes to the dead letters as well († in §6)
   */
  constructor(code, { where = '', dead = false } = {}) {
    super(code);
    this.code = code;
    this.where = where;
    this.dead = dead;
  }

  get status() {
    return REFUSALS[this.code].status;
  }

  /** §6, the last paragraph. */
  get outcome() {
    return OUTCOMES[this.status] ?? 'error';
  }

  /** The body of the answer, and its type. */
  problem(requestId, vietnamese) {
    const { en, vi } = REFUSALS[this.code];
    const type = `server.serverproxy.${this.code}`;
    const message = (vietnamese ? vi : en).replace('{where}', this.where);
    return { type, body: Buffer.from(JSON.stringify({ type, message, detail: requestId })) };
  }
}

const OUTCOMES = {
  400: 'invalid', 404: 'invalid', 409: 'invalid', 422: 'invalid',
  403: 'denied', 502: 'provider_error', 504: 'timeout',
};

/** Status and a sentence that says what to do, in both languages; no value that was sent stands in it. */
const REFUSALS = {
  network_document_expired: {
    status: 503,
    en: 'The network document of the adapter has expired. Tell the operator.',
    vi: 'Tài liệu mạng của bộ chuyển đổi đã hết hạn. Hãy báo người vận hành.',
  },
  replayed_request: {
    status: 409,
    en: 'Another message was seen under this exchange id. Call again: each call gets a new one.',
    vi: 'Mã giao dịch này đã được dùng cho một thông điệp khác. Hãy gọi lại: mỗi lần gọi có một mã mới.',
  },
  overloaded: {
    status: 503,
    en: 'The provider has too much to remember. Call again in a second, and slow down.',
    vi: 'Bên cung cấp đang quá tải. Hãy gọi lại sau một giây và gọi chậm hơn.',
  },
  unknown_service: {
    status: 404,
    en: 'This provider has no such service. Compare its name with the catalogue.',
    vi: 'Bên cung cấp không có dịch vụ này. Hãy so tên dịch vụ với danh mục.',
  },
  unknown_member: {
    status: 403,
    en: 'The client is not in the network document. Have it registered.',
    vi: 'Bên gọi không có trong tài liệu mạng. Hãy đăng ký.',
  },
  access_denied: {
    status: 403,
    en: 'No right covers this client, service, method and path. Ask the provider for one.',
    vi: 'Không có quyền nào cho bên gọi, dịch vụ, phương thức và đường dẫn này. Hãy xin bên cung cấp cấp quyền.',
  },
  bad_request: {
    status: 400,
    en: 'Method, path or query cannot stand in a request. Correct them.',
    vi: 'Phương thức, đường dẫn hoặc truy vấn không hợp lệ. Hãy sửa lại.',
  },
  invalid_body: {
    status: 400,
    en: 'The body is not one JSON value in UTF-8. Correct it.',
    vi: 'Nội dung không phải là một giá trị JSON trong UTF-8. Hãy sửa lại.',
  },
  schema_violation: {
    status: 422,
    en: 'The body does not match the schema of the service: {where}. Correct this field.',
    vi: 'Nội dung không khớp với lược đồ của dịch vụ: {where}. Hãy sửa trường này.',
  },
  timeout: {
    status: 504,
    en: 'The register did not answer in time. Call again, or allow more time with Prefer: wait=N.',
    vi: 'Cơ sở dữ liệu không trả lời kịp. Hãy gọi lại, hoặc cho thêm thời gian bằng Prefer: wait=N.',
  },
  service_failed: {
    status: 502,
    en: 'The register failed. Call again later, and tell the provider if it lasts.',
    vi: 'Cơ sở dữ liệu gặp lỗi. Hãy gọi lại sau, và báo bên cung cấp nếu lỗi kéo dài.',
  },
  service_refused: {
    status: 422,
    en: 'The register refused the request. Correct it.',
    vi: 'Cơ sở dữ liệu từ chối yêu cầu. Hãy sửa lại.',
  },
  invalid_answer: {
    status: 502,
    en: 'The answer of the register does not match the schema of the service. Tell the provider.',
    vi: 'Trả lời của cơ sở dữ liệu không khớp với lược đồ của dịch vụ. Hãy báo bên cung cấp.',
  },
};
