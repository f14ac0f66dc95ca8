// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Liquidation, Policy, Position, Settlement} from "../../../contracts/interfaces/Types.sol";
import {LibraryHarness} from "../../../contracts/mocks/LibraryHarness.sol";
import {Bundle, Bundles} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Trees} from "../support/Trees.sol";

/// @notice The golden settlements, as far as the contract sees them: keys, leaves, roots, the split, every share, and the hash of the header.
contract SettlementsTest is FundTest {
    string private constant FILE = "test/vectors/settlements.json";

    /// @dev A row of the file; its members stand in the order of the alphabet, as `parseJson` gives them.
    struct Row {
        string account;
        string cumulativeProfit;
        bytes32 key;
        string position;
        string profit;
        bytes32 salt;
        string share;
    }

    /// @dev A liquidation of the file.
    struct Entry {
        string closeValue;
        string liquidation;
        string market;
        string quantity;
        string side;
        string takeoverValue;
        string time;
    }

    /// @dev A row of the list that the liquidations become.
    struct LiquidationRow {
        string closeValue;
        string cumulativeLoss;
        string cumulativeProfit;
        bytes32 key;
        string liquidation;
        string market;
        string quantity;
        string side;
        string takeoverValue;
        string time;
    }

    LibraryHarness private _libraries;

    function setUp() public override {
        super.setUp();
        _libraries = LibraryHarness(_create("LibraryHarness.sol:LibraryHarness", ""));
    }

    /// @dev Each case in a call of its own, so that its copies of the file are forgotten.
    function test_everySettlement_isAsTheVectorsSay() external {
        uint256 count = 0;
        for (; this.exists(count); ++count) {
            uint256 snapshot = vm.snapshotState();
            this.check(count);
            vm.revertToState(snapshot);
        }
        assertGt(count, 25, "cases");
    }

    function exists(uint256 index) external view returns (bool) {
        return vm.keyExistsJson(vm.readFile(FILE), string.concat(".cases[", vm.toString(index), "]"));
    }

    function check(uint256 index) external {
        string memory json = vm.readFile(FILE);
        string memory at = string.concat(".cases[", vm.toString(index), "]");
        string memory name = vm.parseJsonString(json, string.concat(at, ".name"));
        Bundle memory b;
        b.header = _header(json, at);
        _startUnder(json, at, b.header);
        b.positions = _positions(json, at);
        b.liquidations = _liquidations(json, at);
        assertEq(Trees.root(b.positionTree()), b.header.positionsRoot, name);
        assertEq(Trees.root(b.liquidationTree()), b.header.liquidationsRoot, name);
        _assertHash(b, json, at, name);
        _assertRows(b, json, at, name);

        uint256 available = _uint(json, at, ".availableWithProfit");
        token.issue(donor, available);
        token.issue(operator, b.header.profit);
        if (available > b.header.profit) _donate(available - b.header.profit);
        _submit(b);
        _assertOutcome(b, json, at, name);
        _assertShares(b, json, at, name);
        _assertResults(b, json, at, name);
    }

    // ---------------------------------------------------------------------------------------------- the fund

    function _startUnder(string memory json, string memory at, Settlement memory s) private {
        Policy memory p = _policy();
        p.coverBps = uint16(_uint(json, at, ".policy.coverBps"));
        p.headBps = uint16(_uint(json, at, ".policy.headBps"));
        p.basisAll = _same(vm.parseJsonString(json, string.concat(at, ".policy.basis")), "all");
        (p.settlementBond, p.bondBps) = (1, 0);
        vm.warp(s.endTime);
        _startAt(address(token), uint40(s.startTime), p);
    }

    /// @dev Of the file's own fund and chain, by the library and by the format's formula.
    function _assertHash(Bundle memory b, string memory json, string memory at, string memory name) private view {
        bytes32 expected = vm.parseJsonBytes32(json, string.concat(at, ".settlementHash"));
        uint256 chainId = _uint(json, at, ".chainId");
        address fund_ = vm.parseJsonAddress(json, string.concat(at, ".fund"));
        bytes32 domain = _libraries.domainOf(chainId, fund_);
        assertEq(_libraries.hashSettlement(b.header, domain), expected, name);
        assertEq(b.headerHash(Bundles.domain(chainId, fund_)), expected, name);
        assertTrue(_hashOf(b) != expected, "the hash under another fund");
    }

    /// @dev The liquidations stand by key, with these sums.
    function _assertRows(Bundle memory b, string memory json, string memory at, string memory name) private view {
        LiquidationRow[] memory rows;
        string memory key = string.concat(at, ".liquidationRows");
        if (vm.keyExistsJson(json, string.concat(key, "[0]"))) {
            rows = abi.decode(vm.parseJson(json, key), (LiquidationRow[]));
        }
        assertEq(rows.length, b.liquidations.length, name);
        for (uint256 i = 0; i < rows.length; ++i) {
            Liquidation memory l = b.liquidations[i];
            assertEq(rows[i].key, l.key, name);
            assertEq(vm.parseUint(rows[i].time), l.time, name);
            assertEq(vm.parseUint(rows[i].quantity), l.quantity, name);
            assertEq(vm.parseUint(rows[i].cumulativeProfit), l.cumulativeProfit, name);
            assertEq(vm.parseUint(rows[i].cumulativeLoss), l.cumulativeLoss, name);
        }
    }

    function _assertOutcome(Bundle memory b, string memory json, string memory at, string memory name) private view {
        (uint256 toShare, uint256 quota, uint256 shared, uint256 coverage, uint256 deficit) = fund.outcomeOf(b.header);
        assertEq(toShare, _uint(json, at, ".outcome.toShare"), name);
        assertEq(quota, _uint(json, at, ".outcome.quota"), name);
        assertEq(shared, _uint(json, at, ".outcome.shared"), name);
        assertEq(coverage, _uint(json, at, ".coverage"), name);
        assertEq(deficit, _uint(json, at, ".deficit"), name);
    }

    function _assertShares(Bundle memory b, string memory json, string memory at, string memory name) private view {
        Row[] memory rows = _rows(json, at);
        for (uint256 i = 0; i < rows.length; ++i) {
            bytes32[] memory proof = b.positionProof(i);
            assertEq(fund.shareOf(b.header, b.positions[i], proof), vm.parseUint(rows[i].share), name);
            string memory key = string.concat(at, ".proofs.", vm.toString(i));
            if (!vm.keyExistsJson(json, key)) continue;
            bytes32[] memory expected = vm.parseJsonBytes32Array(json, key);
            assertEq(keccak256(abi.encode(proof)), keccak256(abi.encode(expected)), name);
        }
    }

    function _assertResults(Bundle memory b, string memory json, string memory at, string memory name) private view {
        int256 sum = 0;
        for (uint256 i = 0; i < b.liquidations.length; ++i) {
            bytes32[] memory proof = b.liquidationProof(i);
            sum += fund.verifyLiquidation(b.header, b.liquidations[i], proof);
            bytes32[] memory expected = vm.parseJsonBytes32Array(
                json,
                string.concat(at, ".liquidationProofs.", vm.toString(i))
            );
            assertEq(keccak256(abi.encode(proof)), keccak256(abi.encode(expected)), name);
        }
        assertEq(sum, int256(uint256(b.header.profit)) - int256(uint256(b.header.loss)), name);
    }

    // ---------------------------------------------------------------------------------------------- the file

    function _header(string memory json, string memory at) private pure returns (Settlement memory s) {
        s.period = uint64(_uint(json, at, ".settlement.period"));
        s.startTime = uint64(_uint(json, at, ".settlement.startTime"));
        s.endTime = uint64(_uint(json, at, ".settlement.endTime"));
        s.profit = uint128(_uint(json, at, ".settlement.profit"));
        s.loss = uint128(_uint(json, at, ".settlement.loss"));
        s.liquidationCount = uint64(_uint(json, at, ".settlement.liquidationCount"));
        s.liquidationsRoot = vm.parseJsonBytes32(json, string.concat(at, ".settlement.liquidationsRoot"));
        s.positionCount = uint64(_uint(json, at, ".settlement.positionCount"));
        s.positionsRoot = vm.parseJsonBytes32(json, string.concat(at, ".settlement.positionsRoot"));
        s.totalProfit = uint128(_uint(json, at, ".settlement.totalProfit"));
        s.headCount = uint64(_uint(json, at, ".settlement.headCount"));
        s.headProfit = uint128(_uint(json, at, ".settlement.headProfit"));
    }

    function _positions(string memory json, string memory at) private view returns (Position[] memory list) {
        bytes32 secret = vm.parseJsonBytes32(json, string.concat(at, ".secret"));
        Row[] memory rows = _rows(json, at);
        list = new Position[](rows.length);
        for (uint256 i = 0; i < list.length; ++i) {
            bytes32 key = _keyOf(secret, bytes.concat(bytes(rows[i].account), hex"00", bytes(rows[i].position)));
            assertEq(key, rows[i].key, "key of a position");
            (uint256 profit, uint256 sum) = (vm.parseUint(rows[i].profit), vm.parseUint(rows[i].cumulativeProfit));
            list[i] = Position(i, key, profit, sum);
        }
    }

    function _rows(string memory json, string memory at) private view returns (Row[] memory rows) {
        if (!vm.keyExistsJson(json, string.concat(at, ".rows[0]"))) return rows;
        return abi.decode(vm.parseJson(json, string.concat(at, ".rows")), (Row[]));
    }

    function _liquidations(string memory json, string memory at) private view returns (Liquidation[] memory) {
        Bundle memory b;
        if (!vm.keyExistsJson(json, string.concat(at, ".liquidations[0]"))) return b.liquidations;
        bytes32 secret = vm.parseJsonBytes32(json, string.concat(at, ".secret"));
        Entry[] memory entries = abi.decode(vm.parseJson(json, string.concat(at, ".liquidations")), (Entry[]));
        b.liquidations = new Liquidation[](entries.length);
        for (uint256 i = 0; i < entries.length; ++i) {
            Liquidation memory l = b.liquidations[i];
            l.key = _keyOf(secret, bytes(entries[i].liquidation));
            l.market = bytes32(bytes(entries[i].market));
            l.side = _same(entries[i].side, "short") ? 1 : 0;
            l.takeoverValue = vm.parseUint(entries[i].takeoverValue);
            l.closeValue = vm.parseUint(entries[i].closeValue);
            l.quantity = vm.parseUint(entries[i].quantity);
            l.time = vm.parseUint(entries[i].time);
        }
        b.sortLiquidations();
        b.sumLiquidations();
        return b.liquidations;
    }

    function _keyOf(bytes32 secret, bytes memory id) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(bytes.concat(secret, id)), id));
    }

    function _uint(string memory json, string memory at, string memory key) private pure returns (uint256) {
        return vm.parseJsonUint(json, string.concat(at, key));
    }

    function _same(string memory left, string memory right) private pure returns (bool) {
        return keccak256(bytes(left)) == keccak256(bytes(right));
    }
}
