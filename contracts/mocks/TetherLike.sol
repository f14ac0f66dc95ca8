// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A token with the real USDT's manners
/// @notice For tests and local chains: calls return nothing, reverts carry no reason, non-zero over non-zero approvals are refused,
/// and its owner may switch on a fee, pause it, blacklist holders, destroy their balances, or put it out of use altogether.
/// @dev Written to behave like USDT on mainnet as far as a holder can see, not to be deployed there.
contract TetherLike {
    string public constant name = "Tether USD (test)";
    string public constant symbol = "USDT";
    uint8 public constant decimals = 6;

    uint256 private constant BPS = 10_000;
    uint256 private constant MAX_BASIS_POINTS = 20;
    uint256 private constant MAX_FEE_TOKENS = 50;

    /// @dev One slot, where the real token reads five.
    address public owner;
    bool public paused;
    bool public deprecated;
    uint16 public basisPointsRate;
    uint64 public maximumFee;
    uint256 private _totalSupply;
    mapping(address account => uint256) private _balances;
    mapping(address account => mapping(address spender => uint256)) public allowance;
    mapping(address account => bool) public isBlackListed;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    constructor() {
        owner = msg.sender;
    }

    modifier onlyOwner() {
        _check(msg.sender == owner);
        _;
    }

    // -------------------------------------------------------------------------------------------- as a holder

    function transfer(address to, uint256 value) external {
        _check(!paused && !isBlackListed[msg.sender] && !deprecated);
        _transfer(msg.sender, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external {
        _check(!paused && !isBlackListed[from] && !deprecated);
        uint256 allowed = allowance[from][msg.sender];
        _check(allowed >= value);
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - value;
        _transfer(from, to, value);
    }

    function approve(address spender, uint256 value) external {
        _check(value == 0 || allowance[msg.sender][spender] == 0);
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
    }

    function balanceOf(address account) external view returns (uint256) {
        _check(!deprecated);
        return _balances[account];
    }

    function totalSupply() external view returns (uint256) {
        return _totalSupply;
    }

    // -------------------------------------------------------------------------------------------- as its owner

    function issue(address to, uint256 value) external onlyOwner {
        _totalSupply += value;
        _balances[to] += value;
        emit Transfer(address(0), to, value);
    }

    /// @notice A fee of `rate` basis points (below 20), at most `maxFee` whole tokens (below 50), kept by the owner.
    function setParams(uint256 rate, uint256 maxFee) external onlyOwner {
        _check(rate < MAX_BASIS_POINTS && maxFee < MAX_FEE_TOKENS);
        basisPointsRate = uint16(rate);
        maximumFee = uint64(maxFee * 10 ** decimals);
    }

    function pause() external onlyOwner {
        paused = true;
    }

    function unpause() external onlyOwner {
        paused = false;
    }

    function addBlackList(address account) external onlyOwner {
        isBlackListed[account] = true;
    }

    function removeBlackList(address account) external onlyOwner {
        isBlackListed[account] = false;
    }

    /// @notice Empties a blacklisted account.
    function destroyBlackFunds(address account) external onlyOwner {
        _check(isBlackListed[account]);
        _totalSupply -= _balances[account];
        _balances[account] = 0;
    }

    /// @notice As if the token had moved to a contract that is not there: from then on nothing works, not even balanceOf.
    function deprecate() external onlyOwner {
        deprecated = true;
    }

    function _transfer(address from, address to, uint256 value) private {
        uint256 balance = _balances[from];
        _check(balance >= value);
        uint256 fee = (value * basisPointsRate) / BPS;
        if (fee > maximumFee) fee = maximumFee;
        _balances[from] = balance - value;
        _balances[to] += value - fee;
        if (fee != 0) {
            _balances[owner] += fee;
            emit Transfer(from, owner, fee);
        }
        emit Transfer(from, to, value - fee);
    }

    function _check(bool condition) private pure {
        // No reason given: neither does USDT.
        // solhint-disable-next-line reason-string, gas-custom-errors
        require(condition);
    }
}
